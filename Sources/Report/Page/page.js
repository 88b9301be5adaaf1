'use strict';
(function(){
var tip=document.getElementById('tip');
function show(number){return number.toLocaleString('en-US',{maximumSignificantDigits:4});}
document.querySelectorAll('figure[data-values]').forEach(function(figure){
  var data=figure.dataset,names=data.names.split('|'),colors=data.colors.split('|'),step=Number(data.step);
  var values=data.values.split('|').map(function(line){return line.split(' ').map(Number);});
  figure.querySelectorAll('svg').forEach(function(svg){
    var left=Number(svg.dataset.left),right=Number(svg.dataset.right),cross=svg.querySelector('.cross');
    svg.addEventListener('pointermove',function(event){
      var box=svg.getBoundingClientRect(),x=(event.clientX-box.left)*svg.viewBox.baseVal.width/box.width;
      var time=(x-left)/(right-left)*Number(svg.dataset.duration),index=Math.floor(time/step);
      if(index<0||index>=values[0].length){hide();return;}
      cross.setAttribute('x1',x);cross.setAttribute('x2',x);cross.style.visibility='visible';
      tip.textContent='';
      var head=document.createElement('b');head.textContent=show(index*step)+' s';tip.appendChild(head);
      names.forEach(function(name,line){
        var row=document.createElement('span'),mark=document.createElement('i');
        row.className=colors[line];row.appendChild(mark);
        row.appendChild(document.createTextNode(name+' '+show(values[line][index])));tip.appendChild(row);
      });
      tip.hidden=false;
      tip.style.top=(event.clientY+16)+'px';
      tip.style.left=Math.max(4,Math.min(event.clientX+16,window.innerWidth-tip.offsetWidth-8))+'px';
    });
    function hide(){tip.hidden=true;cross.style.visibility='hidden';}
    svg.addEventListener('pointerleave',hide);
  });
});
})();
